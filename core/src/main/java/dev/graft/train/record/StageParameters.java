package dev.graft.train.record;

/** How many parameters a stage or the head has, and how many of them learn. */
public record StageParameters(String stage, long total, long trainable) {}
