@rem The npm scripts begin with exec, so that a signal sent to npm reaches the product. cmd.exe has no exec: this is it.
@%*
