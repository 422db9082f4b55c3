package dev.graft.app.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that sends what no proper client would. */
public final class Raw implements AutoCloseable {

  private final Socket socket = new Socket();

  Raw(URI server) throws IOException {
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 5000);
    socket.setSoTimeout(20_000);
  }

  public static Raw to(URI server) throws IOException {
    return new Raw(server);
  }

  /** The head of a prediction whose body has that length. */
  public static String head(int length, String... more) {
    var head = new StringBuilder("POST /v1/predict HTTP/1.1\r\nHost: localhost\r\n");
    head.append("Content-Length: %d\r\n".formatted(length));
    for (String line : more) {
      head.append(line).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  public Raw send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public Raw send(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Sends nothing any more, and still listens. */
  public Raw end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** What the server says before it closes; empty if it only closes. */
  public String answer() throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** The first line of an answer after which the server may go on; no more is read. */
  public String firstLine() throws IOException {
    var line = new StringBuilder();
    InputStream in = socket.getInputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  /** The first line's status, or 0. */
  public int status() throws IOException {
    String answer = answer();
    return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
