/** The window in which a key of the vault is changed or made. */
import './styles/tokens.css';
import './styles/base.css';

import { mount } from 'svelte';

import Keys from './keys/Keys.svelte';
import { follow } from './theme';

follow();
mount(Keys, { target: document.querySelector('#app') ?? document.body });
