/** Launches a Chromium: of the system, or of the npm package when there is none. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Paths of Linux distributions. `CHROMIUM_PATH` sets another path. */
const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The last two prevent requests of the browser itself, such as update checks. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];

interface Installed {
  readonly executablePath: string;
  /** Environment variables in addition to those of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** Returns the browser of this machine, or unpacks that of the package. Two processes must not unpack it at the same time. */
export async function installed(): Promise<Installed> {
  const { CHROMIUM_PATH } = process.env;
  const system = CHROMIUM_PATH ? [CHROMIUM_PATH] : SYSTEM_PATHS.filter(existsSync);
  if (system[0]) return { executablePath: system[0], env: {} };
  return unpacked();
}

/**
 * The package unpacks its libraries and fonts only on Lambda, so the environment looks like Lambda meanwhile. Its configuration of
 * fonts names /tmp/fonts: in another folder the browser finds none and crashes.
 */
async function unpacked(): Promise<Installed> {
  const names = ['AWS_EXECUTION_ENV', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH', 'TMPDIR'] as const;
  const before = names.map((name) => [name, process.env[name]] as const);
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x';
  process.env.TMPDIR = '/tmp';
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    const executablePath = await packaged.executablePath();
    const { LD_LIBRARY_PATH = '', FONTCONFIG_PATH = '' } = process.env;
    return { executablePath, env: { LD_LIBRARY_PATH, FONTCONFIG_PATH } };
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await installed();
  return chromium.launch({ executablePath, args: ARGS, env: { ...(process.env as Record<string, string>), ...env } });
}
