"""Reading a document in a process apart, which may break, hang or grow without harm to ours."""
