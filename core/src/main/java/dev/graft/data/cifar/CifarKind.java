package dev.graft.data.cifar;

import java.util.List;

/**
 * A published set of 32 x 32 images: what its files are called and hold, and where they are.
 *
 * @param word what stands before the colon of a location
 * @param trainBatches names of the training files, without ending, in order
 * @param meta name of the Python file of class names
 * @param namesFile name of the binary set's file of class names, one a line
 * @param labelsKey key of the labels in a Python batch
 * @param namesKey key of the class names in the Python file of names
 * @param labelBytes bytes before an image's pixels in a binary batch, the last one the label
 * @param published the archives at {@link #HOME}, the one to fetch first
 * @param classNames the published names, for sets that come without their file of names
 */
public record CifarKind(
    String word,
    List<String> trainBatches,
    String testBatch,
    String meta,
    String namesFile,
    String labelsKey,
    String namesKey,
    int labelBytes,
    List<Published> published,
    List<String> classNames) {

  /** An archive as published. */
  record Published(String file, String md5, long bytes) {}

  /** The authors' page. */
  static final String HOME = "https://www.cs.toronto.edu/~kriz/";

  /** Bytes of an image: three planes, red, green, blue, of 32 rows of 32. */
  static final int PIXEL_BYTES = 3 * 32 * 32;

  public static final CifarKind CIFAR10 =
      new CifarKind(
          "cifar10",
          List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"),
          "test_batch",
          "batches.meta",
          "batches.meta.txt",
          "labels",
          "label_names",
          1,
          List.of(
              new Published(
                  "cifar-10-python.tar.gz", "c58f30108f718f92721af3b95e74349a", 170_498_071),
              new Published(
                  "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530", 170_052_171)),
          words("airplane automobile bird cat deer dog frog horse ship truck"));

  static final CifarKind CIFAR100 =
      new CifarKind(
          "cifar100",
          List.of("train"),
          "test",
          "meta",
          "fine_label_names.txt",
          "fine_labels",
          "fine_label_names",
          2,
          List.of(
              new Published(
                  "cifar-100-python.tar.gz", "eb9058c3a382ffc7106e4002c42a8d85", 169_001_437),
              new Published(
                  "cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8", 168_513_733)),
          words(
              """
              apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge \
              bus butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud \
              cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox \
              girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man \
              maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree \
              pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray \
              road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel \
              streetcar sunflower sweet_pepper table tank telephone television tiger tractor train \
              trout tulip turtle wardrobe whale willow_tree wolf woman worm"""));

  /** Both sets. */
  static final List<CifarKind> ALL = List.of(CIFAR10, CIFAR100);

  private static List<String> words(String text) {
    return List.of(text.strip().split(" ", -1));
  }
}
