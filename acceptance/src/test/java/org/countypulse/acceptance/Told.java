package org.countypulse.acceptance;

import java.time.LocalDate;

/** CloudEvents that tests tell. */
final class Told {

  static final String SCHOOL = "1409020001";
  static final String XINFU = "140902";

  private Told() {}

  /** The school's registration, of years ago; the number makes its id. */
  static String school(int number) {
    return event(
        "school-registered",
        number,
        "2018-09-01",
        "{\"name\":\"忻府区第一小学\",\"countyCode\":\"140902\",\"stage\":\"PRIMARY\","
            + "\"ownership\":\"PUBLIC\",\"setting\":\"COUNTY_TOWN\",\"boarding\":false,"
            + "\"hasCanteen\":true,\"busCount\":2,\"eligibleStaff\":40}");
  }

  /** A drill of today; the number makes its id. */
  static String drill(int number) {
    return event(
        "safety-drill",
        number,
        LocalDate.now(java.time.ZoneId.of("Asia/Shanghai")).toString(),
        "{\"kind\":\"FIRE\",\"participants\":812,\"evacuationSeconds\":154}");
  }

  static String event(String type, int number, String day, String data) {
    return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"sis/xinfu\",\"type\":\"%s\",\"subject\":\"%s\",\"time\":\"%sT10:00:00+08:00\",\"data\":%s}"
        .formatted(id(number), type, SCHOOL, day, data);
  }

  static String id(int number) {
    return "0b0e0000-0000-4000-8000-%012d".formatted(number);
  }
}
