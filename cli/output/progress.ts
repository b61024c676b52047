/** A bar on stderr while something long is under way; nothing where nobody watches. */
import cliProgress from 'cli-progress';

export interface Progress {
  update(value: number, extra?: string): void;
  /** Ends it; what is said after it stands below the bar. */
  stop(): void;
}

const SILENT: Progress = { update() {}, stop() {} };

/** @param unit what is counted: `lines` */
export function startProgress(total: number, unit: string): Progress {
  if (!process.stderr.isTTY || total <= 0) return SILENT;
  const counted = unit === '%' ? '{percentage} %' : `{value} / {total} ${unit}`;
  const bar = new cliProgress.SingleBar({
    format: `{bar} ${counted} {extra}`,
    stream: process.stderr,
    barsize: 30,
    fps: 8,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    // Ctrl-C is the command's, which has something to finish.
    gracefulExit: false,
    clearOnComplete: false,
    linewrap: false,
  });
  bar.start(total, 0, { extra: '' });
  let stopped = false;
  return {
    update: (value, extra = '') => {
      if (!stopped) bar.update(value, { extra });
    },
    stop: () => {
      if (!stopped) bar.stop();
      stopped = true;
    },
  };
}
