import { WALLET } from '../texts/wallet.ts';
import { mount } from '../ui/mount.tsx';

function App() {
  return <main class="p-4">{WALLET.name}</main>;
}

mount(<App />);
