package org.countypulse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countypulse.platform.http.Door.Wish;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** It is the evening of 31 August 2026 in Shanghai. */
class DoorTest {
  private static final String OPERATOR = "operator-operator-operator";
  private static final Clock TODAY =
      Clock.fixed(Instant.parse("2026-08-31T15:00:00Z"), ZoneId.of("Asia/Shanghai"));

  @TempDir Path folder;
  private TokenFile tokens;

  @BeforeEach
  void makeTokens() {
    var file = folder.resolve("tokens.json");
    TokenFile.change(
        file,
        none ->
            List.of(
                token("sender", false, null),
                token("reader", true, null),
                token("until-today", false, LocalDate.parse("2026-08-31")),
                token("until-yesterday", false, LocalDate.parse("2026-08-30"))));
    tokens = TokenFile.open(file);
  }

  @Test
  void withoutTokensEverybodyMayDoEverything() throws Exception {
    var door = door(false, false, true);
    for (var wish : Wish.values()) {
      assertThat(door.let(null, wish)).isInstanceOf(Caller.Anybody.class);
    }
  }

  @Test
  void theOperatorsTokenAloneIsNeededForEverything() throws Exception {
    var door = door(true, false, true);
    for (var wish : Wish.values()) {
      isRefused(door, null, wish, 401);
      isRefused(door, "Bearer wrong-wrong-wrong", wish, 401);
      isRefused(door, "Basic " + OPERATOR, wish, 401);
      assertThat(door.let("bearer " + OPERATOR, wish)).isInstanceOf(Caller.Operator.class);
    }
  }

  @Test
  void namedTokensOnThisMachineAreForSendingOnly() throws Exception {
    var door = door(false, true, true);
    assertThat(door.let(null, Wish.READ)).isInstanceOf(Caller.Anybody.class);
    isRefused(door, null, Wish.SEND, 401);
    isRefused(door, "Bearer guessed", Wish.SEND, 401);
    assertThat(door.let("Bearer sender", Wish.SEND))
        .isInstanceOfSatisfying(
            Caller.Holder.class, holder -> assertThat(holder.token().name()).isEqualTo("sender"));
    isRefused(door, "Bearer sender", Wish.OPERATE, 403);
  }

  @Test
  void elsewhereReadingTakesATokenThatMayRead() throws Exception {
    var door = door(false, true, false);
    isRefused(door, null, Wish.READ, 401);
    isRefused(door, "Bearer sender", Wish.READ, 403);
    assertThat(door.let("Bearer reader", Wish.READ)).isInstanceOf(Caller.Holder.class);
  }

  @Test
  void besideTheOperatorsTokenReadingTakesOneToo() throws Exception {
    var door = door(true, true, true);
    isRefused(door, null, Wish.READ, 401);
    isRefused(door, "Bearer sender", Wish.READ, 403);
    assertThat(door.let("Bearer reader", Wish.READ)).isInstanceOf(Caller.Holder.class);
    assertThat(door.let("Bearer " + OPERATOR, Wish.OPERATE)).isInstanceOf(Caller.Operator.class);
  }

  @Test
  void aTokenIsGoodToTheEndOfItsLastDay() throws Exception {
    var door = door(false, true, true);
    assertThat(door.let("Bearer until-today", Wish.SEND)).isInstanceOf(Caller.Holder.class);
    assertThatThrownBy(() -> door.let("Bearer until-yesterday", Wish.SEND))
        .isInstanceOf(Door.RefusedException.class)
        .hasMessageContaining("until 2026-08-30");
  }

  @Test
  void theHashIsNoToken() {
    var door = door(false, true, true);
    var hash = HexFormat.of().formatHex(BearerToken.sha256("sender"));
    isRefused(door, "Bearer " + hash, Wish.SEND, 401);
  }

  @Test
  void whereReadingIsPublicAnybodyReadsAndATokenStillCounts() throws Exception {
    var door = door(true, true, true, false);
    assertThat(door.let(null, Wish.READ)).isInstanceOf(Caller.Anybody.class);
    assertThat(door.let("Bearer reader", Wish.READ)).isInstanceOf(Caller.Holder.class);
    isRefused(door, "Bearer nobody's", Wish.READ, 401);
    isRefused(door, null, Wish.SEND, 401);
    isRefused(door, null, Wish.OPERATE, 401);
  }

  private Door door(boolean operator, boolean named, boolean loopbackOnly) {
    return door(operator, named, false, loopbackOnly);
  }

  private Door door(boolean operator, boolean named, boolean publicReading, boolean loopbackOnly) {
    return new Door(
        operator ? Optional.of(BearerToken.of(OPERATOR)) : Optional.empty(),
        named ? Optional.of(tokens) : Optional.empty(),
        publicReading,
        loopbackOnly,
        TODAY);
  }

  private static void isRefused(Door door, String authorization, Wish wish, int status) {
    assertThatThrownBy(() -> door.let(authorization, wish))
        .isInstanceOfSatisfying(
            Door.RefusedException.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  /** One whose text is its name. */
  private static NamedToken token(String name, boolean read, LocalDate until) {
    var hash = HexFormat.of().formatHex(BearerToken.sha256(name));
    return new NamedToken(name, hash, Set.of("1409020001"), Set.of(), false, read, false, until);
  }
}
