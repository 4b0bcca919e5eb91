"""Devices: what a browser calls itself, in two words; nothing more of it is kept."""

import re

__all__ = ["OTHER", "name_of"]

OTHER = "other"
# Browsers name each other: the first one that is found is it.
BROWSERS = {
    "edge": r"\bEdgA?(iOS)?/",
    "opera": r"\b(OPR|OPT)/",
    "samsung": r"\bSamsungBrowser/",
    "firefox": r"\b(Firefox|FxiOS)/",
    "wechat": r"\bMicroMessenger/",
    "chrome": r"\b(Chrome|CriOS)/",
    "safari": r"\bSafari/",
}
SYSTEMS = {
    "android": r"\bAndroid\b",
    "harmony": r"\b(HarmonyOS|OpenHarmony)\b",
    "iphone": r"\biPhone\b",
    "ipad": r"\biPad\b",
    "chromeos": r"\bCrOS\b",
    "windows": r"\bWindows\b",
    "mac": r"\bMac(intosh| OS X)\b",
    "linux": r"\bLinux\b",
}
LONGEST = 500  # signs of a name that are looked at


def name_of(user_agent: str) -> str:
    """Return browser and system: "firefox/android", with "other" for what we do not know."""
    called = user_agent[:LONGEST]
    return f"{_first(BROWSERS, called)}/{_first(SYSTEMS, called)}"


def _first(patterns: dict[str, str], called: str) -> str:
    return next((name for name, shape in patterns.items() if re.search(shape, called)), OTHER)
