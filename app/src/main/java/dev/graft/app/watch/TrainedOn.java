package dev.graft.app.watch;

import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.ImageSource;
import dev.graft.train.strategy.TrainSettings;

/**
 * What batches are made of, so that a page can show some.
 *
 * @param images those of the training split; they must stay open
 */
public record TrainedOn(ImageSource images, Preprocessing preprocessing, TrainSettings settings) {}
