package org.countypulse.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/**
 * A token with a name and limited rights, as its file keeps it: by its hash.
 *
 * <p>A plain SHA-256 is right here. Slow hashes with salt protect what people choose, which can be
 * guessed; a token is 192 random bits, which can't, however fast one tries, and a slow hash would
 * have to be computed for each request.
 *
 * @param sha256 of the token's text, 64 hexadecimal digits
 * @param schools ids of the schools whose events it may send
 * @param counties codes of the counties, the events of whose schools it may send
 * @param everything whether it may send any event
 * @param read whether it may read where reading needs a token
 * @param smallCells whether it may see counts of very few persons, and single events
 * @param until the last day on which it is valid, or null
 */
public record NamedToken(
    String name,
    String sha256,
    Set<String> schools,
    Set<String> counties,
    boolean everything,
    boolean read,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean smallCells,
    @JsonInclude(JsonInclude.Include.NON_NULL) LocalDate until) {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  /**
   * @throws IllegalArgumentException saying which of its members is wrong
   */
  public NamedToken(
      @JsonProperty(value = "name", required = true) String name,
      @JsonProperty(value = "sha256", required = true) String sha256,
      @JsonProperty("schools") Set<String> schools,
      @JsonProperty("counties") Set<String> counties,
      @JsonProperty("everything") boolean everything,
      @JsonProperty("read") boolean read,
      @JsonProperty("smallCells") boolean smallCells,
      @JsonProperty("until") LocalDate until) {
    if (name == null || !name.matches(NAME)) {
      throw new IllegalArgumentException(
          "a token's name is 1 to 64 letters, digits or ._- , such as sis-xinfu");
    }
    if (sha256 == null || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("the sha256 of " + name + " is 64 hexadecimal digits");
    }
    this.name = name;
    this.sha256 = sha256;
    this.schools = sorted(schools);
    this.counties = sorted(counties);
    this.everything = everything;
    this.read = read;
    this.smallCells = smallCells;
    this.until = until;
  }

  private static Set<String> sorted(Set<String> words) {
    return words == null ? Set.of() : java.util.Collections.unmodifiableSet(new TreeSet<>(words));
  }

  /** Takes as long whatever the digest. */
  boolean hasHash(byte[] digest) {
    return MessageDigest.isEqual(HexFormat.of().parseHex(sha256), digest);
  }

  boolean isValidOn(LocalDate day) {
    return until == null || !day.isAfter(until);
  }

  /** Without the hash, which nobody needs to read. */
  @Override
  public String toString() {
    return "token " + name;
  }
}
