package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the samples of WebDataset's shards. Of a sample no more is held than its image and its
 * label; what no column asks for is passed over.
 */
final class WebDatasetReader extends RecordReader {
  private static final int LARGEST_IMAGE = Integer.MAX_VALUE - 8;
  private static final int MOST_NAMED = 5;

  private final DatasetFormat.ReadOptions options;
  private final EncodedImages images;
  private final byte[] buffer = new byte[TarMembers.BUFFER];
  private final Best image = new Best(LARGEST_IMAGE);
  private final Best label = new Best(SampleLabel.LONGEST);
  private final List<String> others = new ArrayList<>();
  private WebDatasetRecords records;
  private TarSamples samples;
  private String lastName;
  private byte[] lastNameBytes;
  private long bytes;

  WebDatasetReader(Split split, DatasetFormat.ReadOptions options) {
    super(split);
    this.options = options;
    this.images = new EncodedImages(options);
  }

  /** The best member of a sample for one purpose. */
  private final class Best {
    private final int longest;
    private TarMember member;
    private MemberName name;
    private int rank;
    private byte[] content;
    private MalformedRecordException fault;

    Best(int longest) {
      this.longest = longest;
    }

    void clear() {
      member = null;
      content = null;
      fault = null;
    }

    /** Takes the member stood on if it is of these extensions; false if it is not. */
    boolean take(List<String> wanted, boolean isRead) throws IOException, MalformedRecordException {
      MemberName its = samples.name();
      int itsRank = its.rank(wanted);
      if (itsRank < 0) {
        return false;
      }
      if (member != null && its.extension().equals(name.extension())) {
        fault = bad(BadRecord.Fault.CORRUPT, "is the second of its name in one sample");
      } else if (member == null || itsRank < rank) {
        clear();
        member = samples.member();
        name = its;
        rank = itsRank;
        if (member.kind() == TarMember.Kind.SPARSE_FILE) {
          fault = bad(BadRecord.Fault.UNSUPPORTED, "is a sparse file: whole ones are read");
        } else if (member.length() > longest) {
          fault =
              bad(
                  BadRecord.Fault.TOO_LARGE,
                  "has %d bytes: at most %d are read".formatted(member.length(), longest));
        } else if (isRead) {
          content = samples.read();
        }
      }
      return true;
    }

    private MalformedRecordException bad(BadRecord.Fault its, String what) {
      return new MalformedRecordException(
          its, "%s: %s %s".formatted(file().location(), samples.member(), what));
    }
  }

  @Override
  void enter(Split.Range entered) throws IOException {
    InputFile shard = entered.file();
    records = (WebDatasetRecords) shard.records();
    bytes = shard.length();
    samples =
        new TarSamples(
            shard.location(),
            new TarMembers(shard.location(), shard.open(0, options.conf()), buffer));
    try {
      for (long i = 0; i < entered.first() && samples.next(); i++) {
        while (samples.nextMember()) {}
      }
    } catch (MalformedRecordException | MalformedStreamException e) {
      // A record before the range is bad, and none behind it can be read.
      leave();
    }
  }

  @Override
  boolean read(long wanted) throws IOException, MalformedRecordException {
    bytes = file().length();
    try {
      if (samples == null || !samples.next()) {
        return false;
      }
      gather();
    } catch (MalformedRecordException e) {
      giveUp();
      throw e;
    }
    bytes = samples.end() - samples.at();
    MalformedRecordException fault = fault();
    if (fault != null) {
      throw fault;
    }
    label();
    if (image.content == null) {
      record.image(null, image.member.length());
    } else {
      decode(image.content);
    }
    return true;
  }

  private void gather() throws IOException, MalformedRecordException {
    record.key(file().key() + "#" + samples.key());
    image.clear();
    label.clear();
    others.clear();
    while (samples.nextMember()) {
      if (!image.take(records.images(), images.areRead())
          && !label.take(records.labels(), true)
          && others.size() <= MOST_NAMED) {
        others.add(samples.name().extension());
      }
    }
  }

  /** What is wrong with the sample, or null. */
  private MalformedRecordException fault() {
    if (samples.fault() != null) {
      return samples.fault();
    }
    if (image.member == null) {
      return new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "%s: the sample at byte %d has no image but %s: an image is %s"
              .formatted(
                  file().location(), samples.at(), found(), String.join(", ", records.images())));
    }
    return image.fault != null ? image.fault : label.fault;
  }

  /** The extensions of a sample without an image, as far as they go into a line. */
  private String found() {
    List<String> found = new ArrayList<>();
    if (label.member != null) {
      found.add(label.name.extension());
    }
    found.addAll(others.subList(0, Math.min(MOST_NAMED, others.size())));
    return String.join(", ", found) + (others.size() > MOST_NAMED ? ", ..." : "");
  }

  private void label() throws MalformedRecordException {
    if (label.member == null) {
      return;
    }
    try {
      SampleLabel its = SampleLabel.parse(label.content, label.name.kind(), records.labelField());
      record.label(its.label(), utf8(its.name()));
    } catch (MalformedRecordException e) {
      throw new MalformedRecordException(
          e.fault(), "%s: %s %s".formatted(file().location(), label.member, e.getMessage()));
    }
  }

  /** The same array for the same name: whoever takes it tells names apart by it. */
  private byte[] utf8(String name) {
    if (name == null) {
      return null;
    }
    if (!name.equals(lastName)) {
      lastName = name;
      lastNameBytes = name.getBytes(StandardCharsets.UTF_8);
    }
    return lastNameBytes;
  }

  private void decode(byte[] content) {
    try {
      if (NpyImage.isOne(content)) {
        array(NpyImage.parse(content, options.maxPixels()), content.length);
      } else {
        records.requireOne(FileRecords.Content.IMAGES, DType.UINT8);
        images.decode(content, record);
      }
    } catch (MalformedRecordException e) {
      record.bad(e.toBadRecord(BadRecord.Stage.DECODE, content.length));
    }
    record.bad().ifPresent(bad -> record.bad(named(bad)));
  }

  private void array(NpyImage array, int length) throws MalformedRecordException {
    DType dtype = array.records().dtype();
    records.requireOne(FileRecords.Content.ARRAYS, dtype);
    if (options.wantsPixels()) {
      record.image(array.tensor(options.maxPixels()), length);
    } else {
      record.image(null, length);
      record.header(
          FileRecords.Content.ARRAYS, dtype, array.records().shapeWithin(options.maxPixels()));
    }
  }

  /** With the member's name and place. */
  private BadRecord named(BadRecord bad) {
    return new BadRecord(
        bad.stage(),
        bad.fault(),
        "%s: %s: %s".formatted(file().location(), image.member, bad.message()),
        bad.length(),
        bad.inputShape());
  }

  @Override
  long sourceBytes(long wanted) {
    return bytes;
  }

  @Override
  void leave() throws IOException {
    if (samples != null) {
      samples.close();
      samples = null;
    }
  }
}
