using System.Diagnostics;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Sonde.Symbols.Load;

/// <summary>Dynamic methods that work for a while and are dropped, so that the runtime uses their memory again.</summary>
internal static class DynamicMethods
{
    private const int Batch = 50;

    /// <summary>Prints of each method its name and from when to when it worked, in nanoseconds.</summary>
    public static void Run(int count)
    {
        Console.WriteLine("warm");
        Console.ReadLine();
        for (int i = 0; i < count; i++)
        {
            Work($"Dynamic{i:d4}");
            if (i % Batch == Batch - 1)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
            }
        }

        Console.WriteLine("done");
        Console.ReadLine();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Work(string name)
    {
        var method = new DynamicMethod(name, typeof(long), [typeof(long)]);
        ILGenerator code = method.GetILGenerator();
        Label loop = code.DefineLabel();
        code.MarkLabel(loop);
        // while (--n > 0) ;
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.Conv_I8);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Dup);
        code.Emit(OpCodes.Starg_S, (byte)0);
        code.Emit(OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Conv_I8);
        code.Emit(OpCodes.Bgt, loop);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ret);
        var work = method.CreateDelegate<Func<long, long>>();
        work(1);
        long start = Stopwatch.GetTimestamp();
        work(4_000_000);
        Console.WriteLine($"{name} {start} {Stopwatch.GetTimestamp()}");
    }
}
