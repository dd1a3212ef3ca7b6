using Sonde.Bpf;

// Loads objects of other projects, as load_objects.c does with libbpf alone: a line for each, "loaded", "opened" or "refused",
// the file, and what was wrong with it.
foreach (string folder in args)
{
    foreach (string path in Directory.EnumerateFiles(folder, "*.o").Order(StringComparer.Ordinal))
    {
        string reached = "refused";
        string reason = "";
        try
        {
            using BpfObject bpf = BpfObject.OpenFile(path);
            reached = "opened";
            bpf.Load();
            reached = "loaded";
        }
        catch (BpfException e)
        {
            reason = e.Message.ReplaceLineEndings(" ");
        }

        Console.WriteLine($"{reached}\t{Path.GetFileName(path)}\t{reason}");
    }
}
