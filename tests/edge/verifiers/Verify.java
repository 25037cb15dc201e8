import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

public class Verify {
    public static void main(String[] arguments) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", factory.generateCertificate(Files.newInputStream(Path.of("ca.pem"))));
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(store);
        X509TrustManager manager = (X509TrustManager) managers.getTrustManagers()[0];
        for (String name : new String[] {"apple", "example", "address"}) {
            String text = Files.readString(Path.of(name + ".pem"));
            byte[] chain = text.substring(text.indexOf("-----BEGIN CERTIFICATE")).getBytes();
            X509Certificate[] certificates = factory.generateCertificates(new ByteArrayInputStream(chain)).toArray(new X509Certificate[0]);
            try {
                manager.checkServerTrusted(certificates, "ECDHE_ECDSA");
                System.out.println(name + " accepted");
            } catch (CertificateException refusal) {
                System.out.println(name + " refused");
            }
        }
    }
}
