import { useEffect, useState } from 'react';

/** Returns the time in Unix milliseconds, updated every `periodMs` while the page is visible. */
export function useNow(periodMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, periodMs);
    const seen = () => setNow(Date.now());
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [periodMs]);
  return now;
}
