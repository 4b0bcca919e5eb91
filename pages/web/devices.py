"""Devices in words: "Firefox on Android"."""

from pages.speech import gettext

# Names of products are the same in every language.
BROWSERS = {
    "edge": "Edge",
    "opera": "Opera",
    "samsung": "Samsung Internet",
    "firefox": "Firefox",
    "wechat": "WeChat",
    "chrome": "Chrome",
    "safari": "Safari",
}
SYSTEMS = {
    "android": "Android",
    "harmony": "HarmonyOS",
    "iphone": "iPhone",
    "ipad": "iPad",
    "chromeos": "ChromeOS",
    "windows": "Windows",
    "mac": "Mac",
    "linux": "Linux",
}


def device_words(device: str) -> str:
    """Say which browser on which system; what is not known is left out."""
    browser, _, system = device.partition("/")
    facts = {"browser": BROWSERS.get(browser, ""), "system": SYSTEMS.get(system, "")}
    if all(facts.values()):
        return gettext("%(browser)s on %(system)s") % facts
    return facts["browser"] or facts["system"] or gettext("A browser we do not know")
