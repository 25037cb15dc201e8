"""What siwakit makes and reads for an application: values in, values out, no I/O."""
