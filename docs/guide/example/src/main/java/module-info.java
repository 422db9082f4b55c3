/** A trained model in a program of one's own. */
module example {
  requires dev.graft;
  requires jdk.httpserver;
}
