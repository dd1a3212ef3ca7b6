using System.Text;
using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Linking;

/// <summary>Links objects into one, by libbpf's linker.</summary>
internal static class BpfLinker
{
    // libbpf's messages have one receiver in the whole process.
    private static readonly object OneAtATime = new();

    /// <returns>What is wrong, with the paths of the parts, or null when the object is made.</returns>
    /// <exception cref="DllNotFoundException">There is no libbpf.so.1.</exception>
    /// <exception cref="EntryPointNotFoundException">libbpf.so.1 cannot link.</exception>
    /// <exception cref="FormatException">What libbpf linked cannot be read here.</exception>
    public static string? Link(string output, string[] parts)
    {
        // The object appears when it is whole: an interrupted build leaves none that is newer than its parts.
        string unfinished = output + ".new";
        lock (OneAtATime)
        {
            using var messages = new LibbpfMessages();
            if (!TryLink(unfinished, parts))
            {
                File.Delete(unfinished);
                return messages.Lines.Count > 0 ? string.Join("; ", messages.Lines) : "libbpf does not say why";
            }
        }

        // libbpf's linker leaves them to the loader, which would refuse them in words about BTF.
        List<UndefinedSymbol> undefined = UndefinedIn(unfinished);
        if (undefined.Count > 0)
        {
            File.Delete(unfinished);
            return Explain(undefined, parts);
        }

        File.Delete(output);
        File.Move(unfinished, output);
        return null;
    }

    private static string Explain(List<UndefinedSymbol> undefined, string[] parts)
    {
        ILookup<string, string> users = parts
            .SelectMany(UndefinedIn, (part, symbol) => (Part: part, symbol.Name))
            .ToLookup(use => use.Name, use => use.Part, StringComparer.Ordinal);
        return string.Join("; ", undefined.Select(symbol => symbol.Explain([.. users[symbol.Name]], "none of them defines", "define it in one of them")));
    }

    private static List<UndefinedSymbol> UndefinedIn(string path) => UndefinedSymbols.Find(ElfFile.Parse(File.ReadAllBytes(path)));

    private static bool TryLink(string output, string[] parts)
    {
        IntPtr linker = Libbpf.NewLinker(Native(output), IntPtr.Zero);
        if (linker == IntPtr.Zero)
            return false;
        try
        {
            return parts.All(part => Libbpf.AddFile(linker, Native(part), IntPtr.Zero) == 0) && Libbpf.FinalizeLinker(linker) == 0;
        }
        finally
        {
            Libbpf.FreeLinker(linker);
        }
    }

    private static byte[] Native(string path) => Encoding.UTF8.GetBytes(path + "\0");
}
