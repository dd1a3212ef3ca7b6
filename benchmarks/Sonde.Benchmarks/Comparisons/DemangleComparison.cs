using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Sonde.ObjectFiles;
using Sonde.Symbols;

namespace Sonde.Benchmarks;

/// <summary>All mangled names that the C++ library exports are demangled, beside that library's own demangler, called from here.</summary>
internal sealed unsafe partial class DemangleComparison : IComparison
{
    public string Name => "demangle";

    public void Run(Peers peers)
    {
        byte[][] names = ReadNames();
        Machine.BindThread(Machine.MeasuredCpu);
        Rounds rounds = Rounds.Take(20, 60, new Side("Sonde TryDemangle", () => Measure(names, Ours)), new Side("__cxa_demangle", () => Measure(names, Theirs)));
        Machine.FreeThread();
        Table.Print($"{Name}: nanoseconds a name of the {names.Length} of libstdc++, to a string", rounds);
    }

    private static double Measure(byte[][] names, Func<byte[], int> demangle)
    {
        long start = Stopwatch.GetTimestamp();
        long length = 0;
        foreach (byte[] name in names)
            length += demangle(name);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return length > names.Length ? time.TotalNanoseconds / names.Length : throw new InvalidOperationException("The names were not demangled.");
    }

    // Names end with a 0, which is for the peer.
    private static int Ours(byte[] name) => Demangler.TryDemangle(name.AsSpan(0, name.Length - 1), DemangleOptions.Default, out string? text, out _) ? text.Length : 0;

    private static int Theirs(byte[] name)
    {
        fixed (byte* first = name)
        {
            byte* result = CxaDemangle(first, null, null, out _);
            if (result is null)
                return 0;
            int length = Marshal.PtrToStringUTF8((nint)result)!.Length;
            NativeMemory.Free(result);
            return length;
        }
    }

    private static byte[][] ReadNames()
    {
        NativeLibrary.Load("libstdc++.so.6");
        string line = File.ReadLines("/proc/self/maps").First(line => line.Contains("/libstdc++.so.6", StringComparison.Ordinal));
        ElfFile file = ElfFile.Parse(File.ReadAllBytes(line[line.IndexOf('/', StringComparison.Ordinal)..]));
        var names = new List<byte[]>();
        foreach (ElfSymbol symbol in file.DynamicSymbols)
        {
            if (symbol.NameUtf8.StartsWith("_Z"u8))
                names.Add(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(symbol.NameUtf8) + "\0"));
        }

        return [.. names];
    }

    [LibraryImport("libstdc++.so.6", EntryPoint = "__cxa_demangle")]
    private static partial byte* CxaDemangle(byte* name, byte* buffer, nuint* length, out int status);
}
