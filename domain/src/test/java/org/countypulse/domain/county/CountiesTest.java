package org.countypulse.domain.county;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.countypulse.domain.county.Level.COUNTY;
import static org.countypulse.domain.county.Level.PREFECTURE;
import static org.countypulse.domain.county.Level.PROVINCE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountiesTest {

  private static final String HEADER = "code,level,name,english,parent,replaced_by\n";
  private static final Counties CHINA = Counties.chinese();

  @ParameterizedTest
  @CsvSource({
    "140902, 140900, 140000", // Xinfu in Xinzhou in Shanxi
    "441900, 441900, 440000", // Dongguan, a city without counties
    "442000, 442000, 440000",
    "460400, 460400, 460000",
    "620200, 620200, 620000",
    "110101, 110100, 110000", // Dongcheng in Beijing
    "500229, 500200, 500000", // Chengkou in Chongqing
    "371202, 371200, 370000", // abolished with its prefecture: stays as it was
  })
  void countiesRollUpToTheirPrefectureAndProvince(
      String county, String prefecture, String province) {
    assertThat(CHINA.rollUp(county, COUNTY)).isEqualTo(county);
    assertThat(CHINA.rollUp(county, PREFECTURE)).isEqualTo(prefecture);
    assertThat(CHINA.rollUp(county, PROVINCE)).isEqualTo(province);
    assertThat(CHINA.at(PREFECTURE, prefecture)).isPresent();
    assertThat(CHINA.at(PROVINCE, province)).isPresent();
  }

  @Test
  void everyChineseCountyHasAPrefectureAndAProvinceWithANumberOfItsOwn() {
    for (Place county : CHINA.all(COUNTY)) {
      assertThat(CHINA.at(PREFECTURE, CHINA.rollUp(county.code(), PREFECTURE))).isPresent();
      assertThat(CHINA.rollUp(county.code(), PROVINCE))
          .isEqualTo(county.code().substring(0, 2) + "0000");
    }
  }

  @Test
  void aPrefectureWithoutANameTakesItsProvinces() {
    assertThat(CHINA.at(PREFECTURE, "110100")).map(Place::name).hasValue("北京市");
    assertThat(CHINA.at(PREFECTURE, "500200")).map(Place::name).hasValue("重庆市");
  }

  @Test
  void abolishedCodesStayKnown() {
    assertThat(CHINA.isCounty("370181")).isTrue();
    assertThat(CHINA.at(COUNTY, "370181")).map(Place::abolished).hasValue(true);
    assertThat(CHINA.at(COUNTY, "370181")).map(Place::replacedBy).hasValue("370114");
    assertThat(CHINA.at(COUNTY, "140902")).map(Place::abolished).hasValue(false);
  }

  @Test
  void aPrefectureIsNoCountyUnlessItHasNone() {
    assertThat(CHINA.isCounty("140900")).isFalse();
    assertThat(CHINA.isCounty("441900")).isTrue();
    assertThat(CHINA.isCounty("")).isFalse();
  }

  @Test
  void aPlaceThatNoListNamesStandsForItself() {
    assertThat(CHINA.rollUp("06081", PROVINCE)).isEqualTo("06081");
  }

  @Test
  void anotherCountrysListNeedsNoHigherLevels() {
    Counties california = Counties.parse("\uFEFF" + HEADER + "06081,county,San Mateo,,,\r\n\r\n");
    assertThat(california.isCounty("06081")).isTrue();
    assertThat(california.rollUp("06081", PROVINCE)).isEqualTo("06081");
  }

  @Test
  void aListIsReadBackFromItsText() {
    assertThat(Counties.parse(CHINA.toCsv()).toCsv()).isEqualTo(CHINA.toCsv());
  }

  @Test
  void aBrokenListIsRefusedByItsLine() {
    assertThatThrownBy(() -> Counties.parse("code,name\n")).hasMessageContaining("begins with");
    assertThatThrownBy(() -> Counties.parse(HEADER)).hasMessageContaining("no county");
    assertThatThrownBy(() -> Counties.parse(HEADER + "1,county,A,,,\n2,county,B\n"))
        .hasMessageContaining("Line 3");
    assertThatThrownBy(() -> Counties.parse(HEADER + "1,county,,,,\n"))
        .hasMessageContaining("Line 2");
    assertThatThrownBy(() -> Counties.parse(HEADER + "1/2,county,A,,,\n"))
        .hasMessageContaining("Line 2");
    assertThatThrownBy(() -> Counties.parse(HEADER + "1,town,A,,,\n"))
        .hasMessageContaining("Line 2")
        .hasMessageContaining("\"town\" is not a level");
    assertThatThrownBy(() -> Counties.parse(HEADER + "1,county,A,,,\n1,county,B,,,\n"))
        .hasMessageContaining("Line 3")
        .hasMessageContaining("already");
    assertThatThrownBy(() -> Counties.parse(HEADER + "1,county,A,,9,\n"))
        .hasMessageContaining("no such prefecture");
  }
}
