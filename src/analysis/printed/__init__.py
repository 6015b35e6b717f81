"""How documents print numbers: the grammar of a number and of the words around it. Pure; knows no project's codes."""
