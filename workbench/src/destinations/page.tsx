import { Frame } from '../shell/frame.tsx';

export default function Page() {
  return <Frame title="destinations">destinations</Frame>;
}
