import { CONSOLE } from '../texts/console.ts';
import { mount } from '../ui/mount.tsx';

function App() {
  return <main class="p-4">{CONSOLE.name}</main>;
}

mount(<App />);
