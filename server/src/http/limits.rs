//! What a client may send, how long it may take, and how many may call at once.
