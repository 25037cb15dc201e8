import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Runs programs one after the other, each with a class loader of its own: one JSON document with its file a line in, one line out. */
public class JavaRunner {
    private static final long LONGEST_MILLISECONDS = 20_000;
    private static final String LIBRARIES = System.getProperty("java.class.path");
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.println("{\"error\": \"" + escaped(run(Path.of(member(line, "file")), member(line, "CODE"))) + "\"}");
            answers.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private static String run(Path file, String code) throws Exception {
        Path classes = Files.createDirectories(file.resolveSibling("classes"));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        if (COMPILER.run(null, errors, errors, "-proc:none", "-nowarn", "-cp", LIBRARIES, "-d", classes.toString(), file.toString()) != 0) {
            return errors.toString(StandardCharsets.UTF_8);
        }
        String name = file.getFileName().toString().replace(".java", "");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Method main = loader.loadClass(name).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            String[] said = {""};
            Thread thread = new Thread(() -> said[0] = execute(main, code));
            thread.setDaemon(true);
            thread.start();
            thread.join(LONGEST_MILLISECONDS);
            return thread.isAlive() ? "it did not end" : said[0];
        }
    }

    private static String execute(Method main, String code) {
        try {
            main.invoke(null, (Object) new String[] {code});
            return "";
        } catch (InvocationTargetException error) {
            return String.valueOf(error.getCause());
        } catch (ReflectiveOperationException error) {
            return String.valueOf(error);
        }
    }

    private static String member(String document, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(document);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String escaped(String text) {
        return text.replaceAll("[\\\\\"\\p{Cntrl}]", " ");
    }
}
