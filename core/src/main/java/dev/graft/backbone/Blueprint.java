package dev.graft.backbone;

import java.util.List;

/** What one family builds: the stages, and where the classification head is. */
record Blueprint(List<Stage> stages, String headName, double headDropout) {

  Blueprint {
    stages = List.copyOf(stages);
  }
}
