package dev.graft.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** The events of a stream, one by one. */
final class Events implements AutoCloseable {

  private final InputStream stream;
  private final BufferedReader lines;

  Events(WatchServer server) throws Exception {
    URI address = server.address().resolve("/events");
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    stream = response.body();
    lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** What the next event of that name says. */
  JsonNode next(String name) throws IOException {
    while (true) {
      String line = lines.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
      if (line.equals("event: " + name)) {
        return new ObjectMapper().readTree(lines.readLine().substring("data: ".length()));
      }
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
