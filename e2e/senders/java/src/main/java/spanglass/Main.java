package spanglass;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.logging.Logger;

/**
 * A client and a server of one HTTP route with not a line of OpenTelemetry in it: the Java agent instruments both and the
 * logger. CALLS says how many calls are made. The last line of output says what was sent.
 */
public final class Main {
  private static final Logger LOG = Logger.getLogger("sender-java");

  private Main() {}

  public static void main(String[] args) throws Exception {
    int calls = Integer.parseInt(System.getenv("CALLS"));
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/orders", exchange -> {
      LOG.info("order asked for at " + exchange.getRequestURI().getPath());
      byte[] body = "ok".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      try (var out = exchange.getResponseBody()) {
        out.write(body);
      }
    });
    server.start();
    HttpClient client = HttpClient.newHttpClient();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/orders/7");
    for (int call = 0; call < calls; call++) {
      int status = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode();
      if (status != 200) throw new IllegalStateException("the server answered " + status);
    }
    server.stop(0);
    System.out.printf(
        "{\"service\":\"sender-java\",\"spans\":%d,\"logRecords\":%d,\"metrics\":[\"http.server.request.duration\",\"http.client.request.duration\"]}%n",
        2 * calls, calls);
  }
}
