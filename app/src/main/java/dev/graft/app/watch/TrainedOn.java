package dev.graft.app.watch;

import dev.graft.data.ImageSource;
import dev.graft.data.Preprocessing;
import dev.graft.train.TrainSettings;

/**
 * What batches are made of, so that a page can show some.
 *
 * @param images those of the training split; they must stay open
 */
public record TrainedOn(ImageSource images, Preprocessing preprocessing, TrainSettings settings) {}
