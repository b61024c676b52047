/** The theme, light or dark. The default follows the system. */
import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

const NAME = 'waybill.theme';
const CHOICES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof CHOICES)[number];

interface Themes {
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  readonly dark: boolean;
}

const ThemeContext = createContext<Themes>({ theme: 'system', setTheme: () => {}, dark: false });
export const useTheme = (): Themes => useContext(ThemeContext);

const SYSTEM_DARK = matchMedia('(prefers-color-scheme: dark)');

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [theme, setTheme] = useState<Theme>(
    () => CHOICES.find((one) => one === localStorage.getItem(NAME)) ?? 'system',
  );
  const [systemDark, setSystemDark] = useState(SYSTEM_DARK.matches);
  useEffect(() => {
    const changed = () => setSystemDark(SYSTEM_DARK.matches);
    SYSTEM_DARK.addEventListener('change', changed);
    return () => SYSTEM_DARK.removeEventListener('change', changed);
  }, []);
  const dark = theme === 'dark' || (theme === 'system' && systemDark);
  useEffect(() => {
    applyMode(dark ? Mode.Dark : Mode.Light);
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
    localStorage.setItem(NAME, theme);
  }, [dark, theme]);
  const themes = useMemo(() => ({ theme, setTheme, dark }), [theme, dark]);
  return <ThemeContext value={themes}>{children}</ThemeContext>;
}
