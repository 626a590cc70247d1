// The helper is a script.
return File.separatorChar == '/'
