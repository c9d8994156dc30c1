package org.countypulse.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerDigestTest {

  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);
  private static final LocalDate CHILDRENS_DAY = LocalDate.of(2019, 6, 1);

  private record Amount(String county, LocalDate day, String measure, long amount) {
    LedgerDigest addedTo(LedgerDigest digest) {
      return digest.add(county, day, measure, amount);
    }
  }

  @Test
  void theEmptyLedgerIsZero() {
    assertThat(LedgerDigest.EMPTY.hex()).isEqualTo("0".repeat(32));
  }

  @Test
  void isWhatTheFormulaSays() throws Exception {
    LedgerDigest digest = LedgerDigest.EMPTY;
    BigInteger expected = BigInteger.ZERO;
    for (Amount a : someAmounts(2_000)) {
      digest = a.addedTo(digest);
      expected = expected.add(hash(a).multiply(BigInteger.valueOf(a.amount())));
      assertThat(digest.hex()).isEqualTo(String.format("%032x", expected.mod(MODULUS)));
    }
  }

  @Test
  void doesNotDependOnTheOrderOrOnHowTheLedgerIsCut() {
    List<Amount> amounts = new ArrayList<>(someAmounts(500));
    LedgerDigest whole = digestOf(amounts);
    Collections.shuffle(amounts, new Random(2));
    assertThat(digestOf(amounts)).isEqualTo(whole);
    assertThat(digestOf(amounts.subList(0, 123)).plus(digestOf(amounts.subList(123, 500))))
        .isEqualTo(whole);
  }

  @Test
  void aCellBackAtZeroIsAsIfItHadNeverBeen() {
    LedgerDigest before = digestOf(someAmounts(20));
    assertThat(
            before
                .add("140902", CHILDRENS_DAY, "drills-held", 3)
                .add("140902", CHILDRENS_DAY, "drills-held", -3))
        .isEqualTo(before);
    assertThat(before.add("140902", CHILDRENS_DAY, "drills-held", 0)).isEqualTo(before);
  }

  @Test
  void countyDayMeasureAndAmountAllMatter() {
    LedgerDigest one = LedgerDigest.EMPTY.add("140902", CHILDRENS_DAY, "drills-held", 1);
    assertThat(
            List.of(
                LedgerDigest.EMPTY.add("140921", CHILDRENS_DAY, "drills-held", 1),
                LedgerDigest.EMPTY.add("140902", CHILDRENS_DAY.plusDays(1), "drills-held", 1),
                LedgerDigest.EMPTY.add("140902", CHILDRENS_DAY, "drill-participants", 1),
                LedgerDigest.EMPTY.add("140902", CHILDRENS_DAY, "drills-held", 2)))
        .doesNotContain(one);
  }

  @Test
  void isReadBackFromItsText() {
    LedgerDigest digest = digestOf(someAmounts(7));
    assertThat(LedgerDigest.parse(digest.hex())).isEqualTo(digest);
    assertThatThrownBy(() -> LedgerDigest.parse("abc")).hasMessageContaining("32 hexadecimal");
  }

  private static LedgerDigest digestOf(List<Amount> amounts) {
    LedgerDigest digest = LedgerDigest.EMPTY;
    for (Amount a : amounts) {
      digest = a.addedTo(digest);
    }
    return digest;
  }

  private static List<Amount> someAmounts(int count) {
    Random random = new Random(1);
    List<Amount> amounts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long amount = random.nextBoolean() ? random.nextLong() : random.nextInt(2_000) - 1_000;
      amounts.add(
          new Amount(
              String.valueOf(140_900 + random.nextInt(99)),
              CHILDRENS_DAY.plusDays(random.nextInt(900) - 450),
              random.nextBoolean() ? "drills-held" : "enrollment-net",
              amount));
    }
    return amounts;
  }

  private static BigInteger hash(Amount a) throws Exception {
    byte[] name = (a.county() + "/" + a.day() + "/" + a.measure()).getBytes(StandardCharsets.UTF_8);
    byte[] sha = MessageDigest.getInstance("SHA-256").digest(name);
    return new BigInteger(1, Arrays.copyOf(sha, 16));
  }
}
