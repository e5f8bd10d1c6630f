const deadlineMs = 2_000;

/** Whether this address answers a status of success now; false also where nobody answers. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(deadlineMs) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
