using System.Diagnostics;

namespace Sonde.ObjectFiles.Tests.Frames;

/// <summary>A program of a few functions, built with the options of a test.</summary>
internal sealed class SmallProgram : IDisposable
{
    private const string Source = """
        int leaf(int a) { return a * 3; }
        int twice(volatile int *a, int b, int c, int d) { int r[9]; r[b & 7] = c; r[c & 7] = d; *a = leaf(r[d & 7]); return r[*a & 7] + b + c; }
        int many(volatile int *a) { int s = 0; for (int i = 0; i < 9; i++) s += twice(a, i, s, i * s) * twice(a, s, i, s); return s; }
        void _start(void) { volatile int a; many(&a); __builtin_trap(); }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-frames-").FullName;

    public SmallProgram(params string[] options)
    {
        string source = System.IO.Path.Combine(_folder, "small.c");
        File.WriteAllText(source, Source);
        using Process compiler = Process.Start("gcc", ["-O1", "-fno-inline", "-fomit-frame-pointer", .. options, "-o", Path, source]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }

    public string Path => System.IO.Path.Combine(_folder, "small");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
