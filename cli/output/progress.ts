/** A progress bar on stderr; none when stderr is not a terminal. */
import cliProgress from 'cli-progress';

export interface Progress {
  update(value: number, extra?: string): void;
  /** Ends the bar. Later output is printed below it. */
  stop(): void;
}

const SILENT: Progress = { update() {}, stop() {} };

/** @param unit `lines` */
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
    // The command handles Ctrl-C itself.
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
