/** The local platform of the isolation bench, in a process of its own. */
import { startPlatform } from '../../local/platform.ts';

/** The process starts with this message. */
export interface Started {
  readonly url: string;
  readonly key: string;
}

const platform = await startPlatform({ port: 0, workbench: false, onError: (text) => console.error(text) });
process.on('disconnect', async () => {
  await platform.stop();
  process.exit(0);
});
process.send?.({ url: platform.url, key: platform.keys.sandbox } satisfies Started);
