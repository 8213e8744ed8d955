"""Every Last.fm method the gateway knows, declared once each, one module per family."""
