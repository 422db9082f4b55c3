package dev.graft.backbone.family;

import dev.graft.backbone.Blueprint;
import dev.graft.backbone.InputSizes;
import dev.graft.backbone.Stage;
import dev.graft.backbone.StageOutput;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.Attention;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.GatedUnit;
import dev.graft.torch.layers.LatentAttention;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.LayerNorm;
import dev.graft.torch.layers.Layout;
import dev.graft.torch.layers.Linear;
import dev.graft.torch.layers.Positions;
import dev.graft.torch.layers.Prepended;
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.Rotary;
import dev.graft.torch.layers.Scale;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.TokenPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transformer over the patches of an image (Dosovitskiy et al., 2021, arXiv 2010.11929), with
 * timm's names; what its many kinds differ in is set one by one.
 *
 * <p>Stages: {@code patch_embed}; {@code positions}, which adds positions and tokens; each block;
 * the normalisation; the pooling.
 */
final class TokenNetwork {

  /** Which tokens have learnt positions. */
  enum Placed {
    /** None. */
    NONE,
    /** The patches alone; class token and registers are put before them afterwards. */
    PATCHES,
    /** The class token as well. */
    CLASS_AND_PATCHES
  }

  /** What becomes of the last tokens. */
  enum Pooling {
    /** All are normalised, the class token is taken. */
    CLASS,
    /** All are normalised, the mean of the patches is taken. */
    MEAN,
    /** The mean of the patches is taken and normalised. */
    NORM_OF_MEAN,
    /** All are normalised; a learnt query attends to them. */
    ATTENTION
  }

  /** What learnt factors of the branches are called, if there are any. */
  enum Scaled {
    NONE,
    /** {@code ls1.gamma}. */
    LS,
    /** {@code gamma_1}. */
    GAMMA
  }

  private final int side;
  private final int patch;
  private final int width;
  private final int depth;
  private final int heads;
  private double epsilon = 1e-6;
  private boolean classToken = true;
  private int registers;
  private Placed placed = Placed.CLASS_AND_PATCHES;
  private boolean normBefore;
  private boolean patchBias = true;
  private Activation activation = Activation.GELU;
  private Scaled scaled = Scaled.NONE;
  private Attention.Bias bias = Attention.Bias.ALL;
  private Optional<Rotary.Kind> rotary = Optional.empty();
  private int rows;
  private int hidden;
  private boolean gated;
  private Pooling pooling = Pooling.CLASS;

  /** As {@code vit_*_patch*} of timm, for images of {@code side} pixels. */
  TokenNetwork(int side, int patch, int width, int depth, int heads) {
    this.side = side;
    this.patch = patch;
    this.width = width;
    this.depth = depth;
    this.heads = heads;
    this.hidden = 4 * width;
  }

  TokenNetwork epsilon(double of) {
    epsilon = of;
    return this;
  }

  TokenNetwork withoutClassToken() {
    classToken = false;
    return this;
  }

  TokenNetwork registers(int count) {
    registers = count;
    return this;
  }

  TokenNetwork placed(Placed which) {
    placed = which;
    return this;
  }

  /** Normalised before the first block; the patches' convolution then has no bias. */
  TokenNetwork normBefore() {
    normBefore = true;
    patchBias = false;
    return this;
  }

  TokenNetwork activation(Activation of) {
    activation = of;
    return this;
  }

  TokenNetwork scaled(Scaled names) {
    scaled = names;
    return this;
  }

  TokenNetwork bias(Attention.Bias of) {
    bias = of;
    return this;
  }

  TokenNetwork rotary(Rotary.Kind kind) {
    rotary = Optional.of(kind);
    return this;
  }

  /** Patches are so many rows, where images are not square; for positions that are not learnt. */
  TokenNetwork rows(int of) {
    rows = of;
    return this;
  }

  /** SwiGLU of that hidden width in place of the activation. */
  TokenNetwork gated(int width) {
    gated = true;
    hidden = width;
    return this;
  }

  TokenNetwork pooling(Pooling of) {
    pooling = of;
    return this;
  }

  /** All of it, for images that are prepared so by default. */
  Blueprint build(Preprocessing preprocessing) {
    var stages = new ArrayList<Stage>();
    stages.add(tokens("patch_embed", patches(), 0));
    stages.add(tokens("positions", positions(), prefix()));
    for (int i = 0; i < depth; i++) {
      stages.add(tokens("blocks." + i, block("blocks." + i), prefix()));
    }
    if (pooling != Pooling.NORM_OF_MEAN) {
      stages.add(tokens("norm", norm("norm"), prefix()));
    }
    switch (pooling) {
      case CLASS -> stages.add(pool(TokenPool.Kind.FIRST));
      case MEAN -> stages.add(pool(TokenPool.Kind.MEAN));
      case NORM_OF_MEAN -> {
        stages.add(pool(TokenPool.Kind.MEAN));
        stages.add(Stage.vector("fc_norm", norm("fc_norm"), width));
      }
      case ATTENTION -> stages.add(Stage.vector("attn_pool", attentionPool(), width));
    }
    var change =
        placed == Placed.NONE ? InputSizes.Change.COMPUTES : InputSizes.Change.RESAMPLES_POSITIONS;
    return new Blueprint(stages, "head", 0, new InputSizes(patch, patch, change), preprocessing);
  }

  private int prefix() {
    return registers + (classToken ? 1 : 0);
  }

  private Stage tokens(String name, Layer layer, int extra) {
    return new Stage(name, layer, new StageOutput.Tokens(width, patch, extra));
  }

  private Stage pool(TokenPool.Kind kind) {
    return Stage.vector("pool", new TokenPool(kind, prefix()), width);
  }

  private LayerNorm norm(String name) {
    return new LayerNorm(name, width, epsilon);
  }

  private Sequential patches() {
    var cut = new Conv2d("patch_embed.proj", 3, width, patch, patch, 0, 1, patchBias);
    return Sequential.of(cut, Layout.TOKENS);
  }

  private Sequential positions() {
    var layers = new ArrayList<Layer>();
    int grid = side / patch;
    if (placed == Placed.PATCHES) {
      layers.add(new Positions("pos_embed", grid, 0, width));
    }
    if (registers > 0) {
      layers.add(new Prepended("reg_token", registers, width));
    }
    if (classToken) {
      layers.add(new Prepended("cls_token", 1, width));
    }
    if (placed == Placed.CLASS_AND_PATCHES) {
      layers.add(new Positions("pos_embed", grid, 1, width));
    }
    if (normBefore) {
      layers.add(norm("norm_pre"));
    }
    return new Sequential(layers);
  }

  private Sequential block(String name) {
    var turned = rotary.map(kind -> new Rotary(kind, prefix(), rows));
    var attention = new Attention(name + ".attn", width, heads, bias, turned);
    return Sequential.of(
        branch(name, 1, List.of(norm(name + ".norm1"), attention)), branch(name, 2, mlp(name)));
  }

  private Residual branch(String name, int number, List<Layer> layers) {
    var all = new ArrayList<Layer>(layers);
    switch (scaled) {
      case NONE -> {}
      case LS -> all.add(new Scale(name + ".ls" + number + ".gamma", width, false));
      case GAMMA -> all.add(new Scale(name + ".gamma_" + number, width, false));
    }
    return new Residual(new Sequential(all), Sequential.of());
  }

  private List<Layer> mlp(String name) {
    return List.of(
        norm(name + ".norm2"),
        new Linear(name + ".mlp.fc1", width, gated ? 2 * hidden : hidden),
        gated ? new GatedUnit(hidden) : activation,
        new Linear(name + ".mlp.fc2", hidden, width));
  }

  private Sequential attentionPool() {
    var mlp =
        Sequential.of(
            norm("attn_pool.norm"),
            new Linear("attn_pool.mlp.fc1", width, hidden),
            activation,
            new Linear("attn_pool.mlp.fc2", hidden, width));
    return Sequential.of(
        new LatentAttention("attn_pool", width, heads),
        new Residual(mlp, Sequential.of()),
        new TokenPool(TokenPool.Kind.FIRST, 0));
  }
}
