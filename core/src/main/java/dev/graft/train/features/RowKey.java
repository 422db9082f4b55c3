package dev.graft.train.features;

import dev.graft.data.source.ContentHash;

/**
 * What a remembered row is of, whatever data set the image is in.
 *
 * @param image hash of its stored bytes
 * @param view number of the view, {@link dev.graft.data.loading.View#id}
 */
public record RowKey(ContentHash image, int view) {}
