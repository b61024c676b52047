/** Runs a removal that succeeds when there is nothing to remove. @param name of AWS's error for that */
export async function ignoring(name: string, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if ((error as Error).name !== name) throw error;
  }
}
