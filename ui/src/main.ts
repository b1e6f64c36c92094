/** The main window. */
import './styles/tokens.css';
import './styles/base.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { follow } from './theme';

follow();
mount(App, { target: document.querySelector('#app') ?? document.body });
