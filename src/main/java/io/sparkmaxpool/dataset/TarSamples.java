package io.sparkmaxpool.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * The samples of a shard, as WebDataset groups them: members of one stem that lie together. Members
 * that are no files, or have no name of a sample's, are passed over.
 */
final class TarSamples implements Closeable {
  private final String location;
  private final TarMembers members;
  private final SeenStems seen = new SeenStems();
  private TarMember member;
  private MemberName name;
  private String stem;
  private long at;
  private boolean isAhead;
  private MalformedRecordException fault;
  private IOException brokenStream;
  private MalformedRecordException brokenEnd;

  TarSamples(String location, TarMembers members) {
    this.location = location;
    this.members = members;
  }

  /**
   * Goes on to the next sample; all members of the one before have been gone through.
   *
   * @return false at the end
   */
  boolean next() throws IOException, MalformedRecordException {
    if (!isAhead) {
      throwIfBroken();
      if (!advance()) {
        throwIfBroken();
        return false;
      }
    }
    isAhead = true;
    stem = name.stem();
    at = member.at();
    fault = null;
    if (seen.isFull()) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "%s: at byte %d the shard goes on: at most %d samples are read"
              .formatted(location, at, SeenStems.MOST));
    }
    if (!name.staysBelow()) {
      fault = bad(BadRecord.Fault.UNSUPPORTED, "is absolute or leads upwards: %s is not read");
    } else if (!seen.add(stem)) {
      fault =
          bad(
              BadRecord.Fault.CORRUPT,
              "was in this shard before: members of a sample lie together, so %s begins another one");
    }
    return true;
  }

  /** Goes on to the next member of the sample; false behind the last. */
  boolean nextMember() throws IOException, MalformedRecordException {
    boolean isOne = isAhead || advance();
    isAhead = isOne && !name.stem().equals(stem);
    return isOne && !isAhead;
  }

  /** What is wrong behind the last member is no fault of its sample, but the shard's own. */
  private boolean advance() throws IOException, MalformedRecordException {
    try {
      boolean isOne = advanceToName();
      if (!isOne && !members.isEndMarked()) {
        brokenEnd =
            new MalformedRecordException(
                BadRecord.Fault.TRUNCATED,
                "%s ends at byte %d without the mark of an archive's end: more may have been there"
                    .formatted(location, members.position()));
      }
      return isOne;
    } catch (MalformedRecordException e) {
      if (!members.isEndMarked()) {
        throw e;
      }
      brokenEnd = e;
    } catch (MalformedStreamException e) {
      if (!members.isEndMarked()) {
        throw e;
      }
      brokenStream = e;
    }
    return false;
  }

  private void throwIfBroken() throws IOException, MalformedRecordException {
    if (brokenEnd != null) {
      throw brokenEnd;
    }
    if (brokenStream != null) {
      throw brokenStream;
    }
  }

  private boolean advanceToName() throws IOException, MalformedRecordException {
    while ((member = members.next()) != null) {
      Optional<MemberName> its =
          member.kind() == TarMember.Kind.NO_FILE ? Optional.empty() : MemberName.of(member.name());
      if (its.isPresent()) {
        name = its.get();
        return true;
      }
    }
    return false;
  }

  private MalformedRecordException bad(BadRecord.Fault its, String rule) {
    return new MalformedRecordException(
        its, "%s: stem '%s' ".formatted(location, stem) + rule.formatted(member));
  }

  /**
   * What the sample is called in its shard: its stem, or what no stem ends with, a dot and the byte
   * where it begins, for one whose stem can be no key.
   */
  String key() {
    if (fault == null) {
      return stem;
    }
    return (name.staysBelow() ? stem : "") + "." + at;
  }

  /** What is wrong with its stem, or null. */
  MalformedRecordException fault() {
    return fault;
  }

  /** The byte where it begins. */
  long at() {
    return at;
  }

  /** The byte at which the member that is next has to be: where it ends. */
  long end() {
    return isAhead ? member.at() : members.position();
  }

  /** The member stood on. */
  TarMember member() {
    return member;
  }

  /** Its name. */
  MemberName name() {
    return name;
  }

  /** All its bytes. */
  byte[] read() throws IOException, MalformedRecordException {
    return members.read(member);
  }

  @Override
  public void close() throws IOException {
    members.close();
  }
}
