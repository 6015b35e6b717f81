"""What two builds differ in. Pure: tables in, changes out; `compare` finds them, `wording` tells them."""
