"""One module per route: what is on the page. `layout` is the frame around all of them."""
