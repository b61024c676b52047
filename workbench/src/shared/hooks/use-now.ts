import { useEffect, useState } from 'react';

/** The time, unix milliseconds, anew each `periodMs` while the page is seen. */
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
