package org.countypulse.domain.views;

import org.countypulse.schemas.event.Setting;

/**
 * What "rural" (a township or a village) and "town" mean, as the bureaus' reports use the words.
 */
final class Settings {

  private Settings() {}

  /** False if the setting is not known. */
  static boolean isRural(Setting setting) {
    return setting == Setting.TOWNSHIP || setting == Setting.VILLAGE;
  }

  /** False if the setting is not known. */
  static boolean isTown(Setting setting) {
    return setting == Setting.URBAN || setting == Setting.COUNTY_TOWN;
  }
}
