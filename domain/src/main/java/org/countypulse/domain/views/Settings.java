package org.countypulse.domain.views;

import org.countypulse.schemas.event.Setting;

/** What "rural" means: a township or a village, as the bureaus' reports use the word. */
final class Settings {

  private Settings() {}

  /** False if the setting is not known. */
  static boolean isRural(Setting setting) {
    return setting == Setting.TOWNSHIP || setting == Setting.VILLAGE;
  }
}
