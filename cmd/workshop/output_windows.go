package main

// outputIsRead has nothing to say where no signal asks for it.
func outputIsRead() bool { return true }
