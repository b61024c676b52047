import Link, { type LinkProps } from '@cloudscape-design/components/link';
import { useLocation } from 'wouter';

/** Links to another page of the Workbench. With a modifier key, the browser opens a new tab. */
export function PageLink({ href, ...props }: LinkProps & { href: string }) {
  const [, navigate] = useLocation();
  return (
    <Link
      {...props}
      href={href}
      onFollow={(event) => {
        event.preventDefault();
        navigate(href);
      }}
    />
  );
}
