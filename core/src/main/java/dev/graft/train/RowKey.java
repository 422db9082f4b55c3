package dev.graft.train;

import dev.graft.data.ContentHash;

/**
 * What a remembered row is of, whatever data set the image is in.
 *
 * @param image hash of its stored bytes
 * @param view number of the view, {@link dev.graft.data.View#id}
 */
record RowKey(ContentHash image, int view) {}
