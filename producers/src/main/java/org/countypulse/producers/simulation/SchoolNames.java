package org.countypulse.producers.simulation;

import java.util.HashSet;
import java.util.Set;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;

/** Names as schools have them in a northern Chinese prefecture; none is given twice. */
final class SchoolNames {

  private static final String[] PLACES = {
    "东关", "西关", "南关", "北关", "新城", "古城", "城东", "城西", "河东", "河西", "上庄", "下庄", "南庄", "北庄", "王家庄",
    "李家坪", "张家沟", "杨家岭", "赵家湾", "刘家塔", "石门", "柳林", "榆树坪", "杏园", "桃园", "枣林", "白家山", "马家营", "三岔",
    "五里铺", "十里铺", "大营", "小营", "龙泉", "清水河", "沙河", "平川", "高崖", "阳坡", "阴塔"
  };
  private static final String[] VIRTUES = {"育才", "实验", "新建", "长征", "育英", "明德", "光明", "希望"};

  private final Set<String> given = new HashSet<>();

  String name(String county, Stage stage, Setting setting, Chance chance) {
    for (int number = 1; ; number++) {
      String name = county + place(setting, number, chance) + suffix(stage);
      if (given.add(name)) {
        return name;
      }
    }
  }

  private static String place(Setting setting, int number, Chance chance) {
    String place = chance.oneOf(PLACES);
    if (number > 20) {
      return place + "第" + number;
    }
    return switch (setting) {
      case URBAN, COUNTY_TOWN -> chance.in(0.5) ? "第" + chinese(number) : chance.oneOf(VIRTUES);
      case TOWNSHIP -> place + (chance.in(0.6) ? "镇中心" : "乡中心");
      case VILLAGE -> place + (chance.in(0.5) ? "村" : "");
    };
  }

  private static String chinese(int number) {
    String digits = "一二三四五六七八九十";
    if (number <= 10) {
      return digits.substring(number - 1, number);
    }
    return number == 20 ? "二十" : "十" + digits.charAt(number - 11);
  }

  private static String suffix(Stage stage) {
    return switch (stage) {
      case KINDERGARTEN -> "幼儿园";
      case PRIMARY -> "小学";
      case JUNIOR_MIDDLE -> "初级中学";
      case SENIOR_MIDDLE -> "高级中学";
      case NINE_YEAR -> "九年一贯制学校";
      case COMPLETE_SECONDARY -> "中学";
      case VOCATIONAL -> "职业中学";
      case SPECIAL -> "特殊教育学校";
    };
  }
}
