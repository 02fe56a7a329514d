/** The first that fits names it: browsers call themselves by each other's names. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/(\d+)/, 'Edge'],
  [/\b(?:OPR|Opera)\/(\d+)/, 'Opera'],
  [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* .*Safari\//, 'Safari'],
  [/\bcurl\/(\d+)/, 'curl'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bWindows NT\b/, 'Windows'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** What a browser and its system are called, as far as the User-Agent says. */
export function browserName(userAgent: string | null): { browser: string | null; os: string | null } {
  const text = userAgent ?? ''
  const browser = browsers.find(([pattern]) => pattern.test(text))
  const version = browser?.[0].exec(text)?.[1]
  return {
    browser: browser ? `${browser[1]} ${version ?? ''}`.trim() : null,
    os: systems.find(([pattern]) => pattern.test(text))?.[1] ?? null,
  }
}
