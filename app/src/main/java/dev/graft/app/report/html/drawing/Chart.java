package dev.graft.app.report.html.drawing;

/**
 * A drawing with what it says in words and in numbers.
 *
 * @param name of its file, without ending, and of its place in the page
 * @param title what it shows
 * @param about how to read it, in a sentence or two
 * @param legend HTML under the drawing; empty where names stand beside the marks
 * @param numbers those that were drawn
 */
public record Chart(
    String name, String title, String about, Svg svg, String legend, DataTable numbers) {

  /** As part of the page: the drawing, and its numbers behind a fold. */
  public String figure() {
    return """
        <figure class="plot" id="%s">
        <figcaption><h3>%s</h3><p>%s</p></figcaption>
        %s%s<details><summary>The numbers<span class="hidden"> of: %s</span></summary>
        %s</details>
        </figure>
        """
        .formatted(
            name,
            Html.text(title),
            Html.text(about),
            svg.inline(name + "-svg", title, about),
            legend,
            Html.text(title),
            numbers.html("numbers"));
  }

  /** As a file for itself. */
  public String file() {
    return svg.file(name, title, about);
  }
}
