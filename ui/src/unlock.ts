/** The window that creates or unlocks the vault. */
import './styles/tokens.css';
import './styles/base.css';

import { mount } from 'svelte';

import Unlock from './unlock/Unlock.svelte';
import { follow } from './theme';

follow();
mount(Unlock, { target: document.querySelector('#app') ?? document.body });
